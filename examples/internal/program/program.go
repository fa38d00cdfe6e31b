// Package program starts the examples.
package program

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

// Main runs an example with the arguments of its command and ends the process. After an error, which it prints with the
// name of the example, the exit code is 1. Its context is Context's.
func Main(name string, run func(ctx context.Context, args []string, stdout, stderr io.Writer) error) {
	ctx := Context()
	log.SetFlags(0)
	log.SetPrefix(name + ": ")
	stdout := &Printed{Writer: os.Stdout}
	err := run(ctx, os.Args[1:], stdout, os.Stderr)
	if err == nil {
		err = stdout.Err
	}
	if !errors.Is(err, flag.ErrHelp) {
		Must(0, err)
	}
}

// Context is the context of a program. It ends at Ctrl-C and at SIGTERM, a second of which ends the process, and at SIGHUP
// unless nohup has the program ignore it. A terminal that closes sends SIGHUP more than once.
func Context() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		ctx, _ = signal.NotifyContext(ctx, syscall.SIGHUP)
	}
	context.AfterFunc(ctx, stop)
	return ctx
}

// Until does what reads input. Where the context ends first, its error is the context's, and what reads is left behind: a
// pipe that nobody writes to would hold the program.
func Until[T any](ctx context.Context, read func() (T, error)) (v T, err error) {
	type end struct {
		v     T
		err   error
		fault any
	}
	ended := make(chan end, 1)
	go func() {
		var e end
		defer func() {
			e.fault = recover()
			ended <- e
		}()
		e.v, e.err = read()
	}()
	select {
	case e := <-ended:
		if e.fault != nil {
			panic(e.fault)
		}
		return e.v, e.err
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// Must returns v. After an error it ends the process as Main does.
func Must[T any](v T, err error) T {
	switch {
	case errors.Is(err, context.Canceled): // by a signal: no example cancels its context
		log.Fatal("interrupted")
	case err != nil:
		log.Fatal(err)
	}
	return v
}

// Run is Main for an example that parses its arguments before it does anything else.
func Run[Options any](name string, parse func(args []string, stderr io.Writer) (Options, error), run func(o Options, ctx context.Context, stdout io.Writer) error) {
	Main(name, func(ctx context.Context, args []string, stdout, stderr io.Writer) error {
		o, err := parse(args, stderr)
		if err != nil {
			return err
		}
		return run(o, ctx, stdout)
	})
}

// Printed is a writer that keeps the first error of its writes, which those who print lines do not look at.
type Printed struct {
	io.Writer
	Err error
}

// Write implements io.Writer.
func (p *Printed) Write(b []byte) (int, error) {
	n, err := p.Writer.Write(b)
	if p.Err == nil {
		p.Err = err
	}
	return n, err
}
