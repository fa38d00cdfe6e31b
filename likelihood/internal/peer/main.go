// Command peer answers the requests of testdata/peer/equal.py about the problem in a file. A request is a line of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// request says what to compute. With Save it is the reference, by a solve in double precision far below any tolerance,
// which is written to the file of that name.
type request struct {
	What, Trace, Method string // logprob or gradient; hutchinson or exact; a tableau's name, or default
	Control, Adjoint    string // rows, or a number of rows that share a step; replay or backsolve
	Tol, Gain, Seconds  float64
	Least               int // the least number of calls to measure
	Save, Reference     string
}

// answer has the error against the reference, the evaluations a row, and medians of wall and processor seconds.
type answer struct {
	Error       float64 `json:"error"`
	Evaluations float64 `json:"evaluations"`
	Wall        float64 `json:"wall"`
	CPU         float64 `json:"cpu"`
}

func main() {
	if err := serve(context.Background(), os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers requests until in ends. If a solve fails, its error is the answer.
func serve(ctx context.Context, path string, in io.Reader, out io.Writer) error {
	p, err := readProblem(path)
	if err != nil {
		return err
	}
	lines, answers := bufio.NewScanner(in), json.NewEncoder(out)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		var found any
		if found, err = p.answer(ctx, &r); err != nil {
			found = map[string]string{"failed": err.Error()}
		}
		if err := answers.Encode(found); err != nil {
			return err
		}
	}
	return lines.Err()
}
