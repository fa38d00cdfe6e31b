// Package program starts the examples.
package program

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Main runs an example with the arguments of its command and ends the process. After an error, which it prints with the name of the
// example, the exit code is 1. Ctrl-C and SIGTERM end the context, and a second signal ends the process.
func Main(name string, run func(ctx context.Context, args []string) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, name+":", err)
		os.Exit(1)
	}
}

// Run is Main for an example that parses its arguments before it does anything else.
func Run[Options any](name string, parse func(args []string, stderr io.Writer) (Options, error), run func(o Options, ctx context.Context, stdout io.Writer) error) {
	Main(name, func(ctx context.Context, args []string) error {
		o, err := parse(args, os.Stderr)
		if err != nil {
			return err
		}
		return run(o, ctx, os.Stdout)
	})
}
