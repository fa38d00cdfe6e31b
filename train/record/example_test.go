// Examples of the package's documentation.

package record_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/record"
)

// fit is a short training that a recorder is told of.
func fit(r train.Recorder) {
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		log.Fatal(err)
	}
	x := make([][]float64, 50)
	for i := range x {
		x[i] = []float64{float64(i*i) / 100}
	}
	s := &train.Settings{Iterations: 4, ValidateEvery: 2, Recorder: r, Progress: io.Discard}
	if _, err := train.Fit(context.Background(), flow, x, s); err != nil {
		log.Fatal(err)
	}
}

func ExampleJSONLines() {
	var out strings.Builder
	fit(record.JSONLines(&out))
	for text := range strings.Lines(out.String()) {
		var line struct {
			Iteration int
			HeldOut   *struct{ Rows int }
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			log.Fatal(err)
		}
		fmt.Println(line.Iteration, line.HeldOut != nil)
	}
	// Output:
	// 1 false
	// 2 true
	// 3 false
	// 4 true
}

func ExampleSlog() {
	plain := func(_ []string, a slog.Attr) slog.Attr { // without what differs from run to run
		if a.Key == "iteration" || a.Key == "msg" || a.Key == "rows" {
			return a
		}
		return slog.Attr{}
	}
	fit(record.Slog(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: plain}))))
	// Output:
	// msg=training iteration=2 heldOut.rows=5
	// msg=training iteration=4 heldOut.rows=5
}

func ExampleTensorBoard() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	board, err := record.NewTensorBoard(filepath.Join(folder, "first"))
	if err != nil {
		log.Fatal(err)
	}
	defer board.Close()
	fit(record.All(train.NewPrinter(io.Discard), board)) // tensorboard --logdir folder
	files, err := filepath.Glob(filepath.Join(folder, "first", "events.out.tfevents.*"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(files), "file")
	// Output: 1 file
}
