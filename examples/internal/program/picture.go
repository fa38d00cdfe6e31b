// Examples that draw one picture and have nothing to choose.

package program

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/pkg/errors"
)

// Drawing is what an example draws, as a PNG file.
type Drawing interface{ Write(w io.Writer) error }

// Picture is Main for an example that writes NAME.png to the folder of its only flag, -out. What draw prints and the
// picture's name go to standard output.
func Picture[D Drawing](name string, draw func(ctx context.Context, stdout io.Writer) (D, error)) {
	Main(name, func(ctx context.Context, args []string, stdout, stderr io.Writer) error {
		f := flag.NewFlagSet(name, flag.ContinueOnError)
		f.SetOutput(stderr)
		out := f.String("out", "out", fmt.Sprintf("`folder` for %s.png", name))
		if err := Parse(f, args); err != nil {
			return err
		}
		file := name + ".png"
		if err := Output(*out, file); err != nil {
			return err
		}
		picture, err := draw(ctx, stdout)
		if err != nil {
			return err
		}
		return Draw(filepath.Join(*out, file), picture, stdout)
	})
}

// Output makes the folder that -out names, and says before the work whether files in it can be written.
func Output(folder string, files ...string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return errors.WithMessage(err, "-out")
	}
	for _, file := range files {
		if err := atomicfile.CanWrite(filepath.Join(folder, file)); err != nil {
			return errors.WithMessage(err, "-out")
		}
	}
	return nil
}

// Draw writes a picture and prints its path.
func Draw(path string, picture Drawing, stdout io.Writer) error {
	if err := atomicfile.Write(path, picture.Write); err != nil {
		return err
	}
	_, err := fmt.Fprintln(stdout, "wrote", path)
	return err
}
