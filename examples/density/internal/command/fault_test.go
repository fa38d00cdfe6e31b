// A fault of the program, and help: what is printed, and the exit codes.

package command_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// faulty is an output whose writes panic.
type faulty struct{}

func (faulty) Write([]byte) (int, error) { panic("no such output") }

// TestFaultsAreTold: a panic in a sub-command is a line on the error stream and exit code 3. Help is no fault.
func TestFaultsAreTold(t *testing.T) {
	var errs bytes.Buffer
	code := command.Run(context.Background(), []string{"fit", "moons", "-points", "30"}, command.Streams{Out: faulty{}, Err: &errs})
	if code != 3 || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "no such output") {
		t.Errorf("a panic ends with %d and says %q", code, errs.String())
	}
	if text, said, code := density(t, "fit", "-help"); code != 0 || said != "" || !strings.Contains(text, "Usage") {
		t.Errorf("help ends with %d, says %q and prints %q", code, said, text)
	}
}
