// The program without its process.

// Package command is the sub-commands of density: their flags, and how they end.
package command

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/fit"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/pkg/errors"
)

// The codes with which the program ends.
const (
	done    = 0
	failed  = 1 // also an audit that does not pass
	misused = 2 // wrong flags or arguments
	broken  = 3 // a bug of the program
	partial = 4 // a training was interrupted or diverged, and its files are written
)

// Streams are what a command reads and writes beside files.
type Streams struct{ Out, Err io.Writer }

// commands are the sub-commands; without one it is fit.
type commands struct {
	Fit         fitCommand         `cmd:"" default:"withargs" help:"Fit a density: the ZIP codes, unless told what. The model, samples and pictures go to a folder."`
	Score       scoreCommand       `cmd:"" help:"log p of rows, with their rank among the rows trained on."`
	Sample      sampleCommand      `cmd:"" help:"Draw rows with the columns and types of the data."`
	Show        showCommand        `cmd:"" help:"What is in a model's file."`
	Audit       auditCommand       `cmd:"" help:"Whether a model's numbers can be believed: error bounds, inverses, gradients, integral, base."`
	Conditional conditionalCommand `cmd:"" help:"The density of one or two columns, given the others."`
	Serve       serveCommand       `cmd:"" help:"Log p and samples over HTTP, in JSON and Arrow; described at /openapi.json."`
}

// call is what a sub-command receives.
type call struct {
	ctx context.Context
	Streams
	given map[string]bool // flags that were given
}

// Run runs the program with its arguments, and returns its exit code. An error is one line on the error stream.
func Run(ctx context.Context, args []string, s Streams) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(s.Err, "density: a fault of the program, please report it: %s\n", oneLine(fmt.Sprint(fault)))
			code = broken
		}
	}()
	printed := &program.Printed{Writer: s.Out}
	err := run(ctx, args, Streams{Out: printed, Err: s.Err})
	if err == nil {
		err = printed.Err
	}
	var helped *helped
	var misuse *kong.ParseError
	switch {
	case err == nil || errors.As(err, &helped):
		return done
	case errors.As(err, &misuse):
		code = misused
	case errors.Is(err, fit.ErrUnfinished):
		code = partial
	default:
		code = failed
	}
	fmt.Fprintln(s.Err, "density:", oneLine(err.Error()))
	return code
}

// helped ends a run that printed help.
type helped struct{}

func (*helped) Error() string { return "helped" }

func run(ctx context.Context, args []string, s Streams) (err error) {
	defer func() {
		fault := recover()
		if h, ok := fault.(*helped); ok {
			err = h
		} else if fault != nil {
			panic(fault)
		}
	}()
	parser, err := kong.New(&commands{}, kong.Name("density"), kong.Description(description), kong.Writers(s.Out, s.Err), kong.Exit(func(int) { panic(&helped{}) }),
		kong.UsageOnError(), kong.WithHyphenPrefixedParameters(true), kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Vars(model.Words()),
		kong.KindMapper(reflect.String, kong.MapperFunc(decodeText)))
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(dashed(args))
	if err != nil {
		return err
	}
	if command := parsed.Selected().Name; command != "fit" {
		if err := checkRanks(command); err != nil {
			return err
		}
	}
	given := map[string]bool{}
	for _, p := range parsed.Path {
		if p.Flag != nil {
			given[p.Flag.Name] = true
		}
	}
	return parsed.Run(&call{ctx, s, given})
}

const description = "Density fits a continuous normalizing flow to a table and works with what it found. Without arguments it fits the ZIP codes of the contiguous United States. " +
	"Ctrl-C ends a training and keeps the best parameters so far; the exit code is 4 then, and 1 where nothing was written."

// single is a long flag with one dash, as Go's own programs have them.
var single = regexp.MustCompile(`^-[A-Za-z][A-Za-z0-9-]+`)

// dashed gives long flags their second dash.
func dashed(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		if arg == "--" {
			copy(out[i:], args[i:])
			break
		}
		out[i] = arg
		if single.MatchString(arg) {
			out[i] = "-" + arg
		}
	}
	return out
}

// decodeText is kong's reading of a text, but that a text of a list may begin with a dash, as -999 does among those of -na.
func decodeText(c *kong.DecodeContext, target reflect.Value) error {
	if text, ok := c.Scan.Peek().Value.(string); ok {
		c.Scan.Pop()
		target.SetString(text)
		return nil
	}
	return c.Scan.PopValueInto("string", target.Addr().Interface())
}

// oneLine joins the lines of a message.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// fitCommand is fit.
type fitCommand struct{ fit.Flags }

// Run fits.
func (c *fitCommand) Run(call *call) error {
	return c.Flags.Run(call.ctx, call.given, call.Out, call.Err)
}
