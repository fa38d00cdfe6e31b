// Signals to the program. The process of the tests runs main if the environment variable DENSITY_TEST_AS_PROGRAM is set.

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

const asProgram = "DENSITY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestServiceEndsAtSignals: a service shuts down at SIGTERM, which docker stop and Kubernetes send, and at SIGHUP, which a
// terminal that closes sends more than once, and ends without an error.
func TestServiceEndsAtSignals(t *testing.T) {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{2}})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.gorgoflow")
	if err := flow.SaveFile(path); err != nil {
		t.Fatal(err)
	}
	shutsDown(t, path, map[string]os.Signal{"msg=serving": syscall.SIGTERM})
	shutsDown(t, path, map[string]os.Signal{"msg=serving": syscall.SIGHUP, "shutting down": syscall.SIGHUP})
}

// shutsDown serves a model, and sends the service a signal where it says something.
func shutsDown(t *testing.T, path string, signals map[string]os.Signal) {
	t.Helper()
	program := exec.CommandContext(t.Context(), os.Args[0], "serve", path, "-columns", "x", "-listen", "127.0.0.1:0")
	program.Env = append(os.Environ(), asProgram+"=1")
	log, err := program.StderrPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for lines := bufio.NewScanner(log); lines.Scan(); {
		said += lines.Text() + "\n"
		for text, signal := range signals {
			if !strings.Contains(lines.Text(), text) {
				continue
			}
			if err := program.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := program.Wait(); err != nil || !strings.Contains(said, "shutting down") {
		t.Errorf("%v: ends with %v; says\n%s", signals, err, said)
	}
}
