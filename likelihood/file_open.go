package likelihood

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pkg/errors"
)

// readFile checks format, version and checksum, and reads the model that the file is of.
func readFile(r io.Reader, format string, model any) error {
	if r == nil {
		return errors.Wrap(ErrSettings, "loading a flow: no reader")
	}
	var file modelFile
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return damaged("the file, which is not whole or not JSON", err)
	}
	if file.Format != format {
		return unusable("format", fmt.Sprintf("%q", file.Format), fmt.Sprintf("%q", format))
	}
	if file.Version < 1 || file.Version > FileVersion {
		return unusable("version", file.Version, fmt.Sprintf("1 to %d, which this program reads", FileVersion))
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Model); err != nil {
		return damaged("model", err)
	}
	if sum := checksum(compact.Bytes()); sum != file.Checksum {
		return unusable("checksum", file.Checksum, fmt.Sprintf("%d, that of the content: the file is damaged", sum))
	}
	return damaged("model", json.Unmarshal(file.Model, model))
}
