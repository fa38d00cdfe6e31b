// Pieces of a file against a run over the file.

package score_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestPiecesAreTheRun: the pieces of a file, scored from the last to the first, hold the rows of a run. Rows of density
// 0 are reported and not written.
func TestPiecesAreTheRun(t *testing.T) {
	data := groups(t, 330)
	whole := filepath.Join(t.TempDir(), "whole.csv")
	r := run(t, data, whole)
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := must[*table.Table](t)(table.ReadFile(whole, &table.Options{Bad: func(error) {}})) // Bad leaves out the rows with log p = −∞
	r = run(t, data, "")
	if err := r.Prepare(); err != nil {
		t.Fatal(err)
	}
	var bad []int64
	var rows, logProb []float64
	list := must[[]int](t)(score.Groups(data))
	slices.Reverse(list)
	for _, group := range list {
		part := filepath.Join(t.TempDir(), "part.parquet")
		if _, err := r.ScorePiece(t.Context(), score.Piece{File: data, Path: data, Group: group}, part, func(b score.Bad) { bad = append(bad, b.Row) }); err != nil {
			t.Fatal(err)
		}
		scored := must[*table.Table](t)(table.ReadFile(part, nil))
		rows, logProb = append(scored.Columns[0].Numbers, rows...), append(scored.Columns[1].Numbers, logProb...)
	}
	slices.Sort(bad)
	if fmt.Sprint(bad) != "[6 43 80 117 154 191 228 265 302]" || len(rows) != 330-len(bad) {
		t.Errorf("%d rows, %v bad; want %d and every 37th from 6 on", len(rows), bad, 330-len(bad))
	}
	for k, row := range rows {
		if v := want.Columns[1].Numbers[int(row)-1]; v != logProb[k] {
			t.Fatalf("row %g: %g, want %g", row, logProb[k], v)
		}
	}
}

// TestPieceOfBadRows: a row that cannot be read, that is too large for the model, or in which a value is missing, is
// reported with the reason. A piece of such rows alone scores none.
func TestPieceOfBadRows(t *testing.T) {
	many, bad := "y,x\n", []string{}
	for i := range 75 { // more than are tried at once
		many += "1,0.5\n2,1e300\n"
		bad = append(bad, fmt.Sprintf("{f %d not solved: 1e+300 is too large for float32}", 2*i+2))
	}
	for lines, want := range map[string]string{
		many:                                     fmt.Sprint(bad),
		"y,x\n1,0.5\n2,what\n,1\n3\n2,0.5\n":     `[{f 2 x "what": not a finite number} {f 3 y: a value is missing} {f 4 1 fields, want 2}]`,
		"y,x\n1,0.5\n2,1e300\n2,0.5\n1,1e45\n":   `[{f 2 not solved: 1e+300 is too large for float32} {f 4 not solved: 1e+45 is too large for float32}]`,
		"y,x\n1,1e300\n2,1e300\n2,0.5\n1,1e45\n": `[{f 1 not solved: 1e+300 is too large for float32} {f 2 not solved: 1e+300 is too large for float32} {f 4 not solved: 1e+45 is too large for float32}]`,
		"y,x\n1,1e300\n1,1e300\n1,-1e300\n":      `[{f 1 not solved: 1e+300 is too large for float32} {f 2 not solved: 1e+300 is too large for float32} {f 3 not solved: -1e+300 is too large for float32}]`,
		"y,x\n1,-1e300\n":                        `[{f 1 not solved: -1e+300 is too large for float32}]`,
		"y,x\n,1\n,2\n":                          `[{f 1 y: a value is missing} {f 2 y: a value is missing}]`,
	} {
		data := filepath.Join(t.TempDir(), "rows.csv")
		if err := os.WriteFile(data, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t, data, "")
		r.Options.Types = map[string]table.Type{"x": table.Number, "y": table.Number}
		if err := r.Prepare(); err != nil {
			t.Fatal(err)
		}
		var bad []score.Bad
		tally, err := r.ScorePiece(t.Context(), score.Piece{File: "f", Path: data}, filepath.Join(t.TempDir(), "s.csv"), func(b score.Bad) { bad = append(bad, b) })
		if err != nil || fmt.Sprint(bad) != want || tally.Unknown != int64(len(bad)) {
			t.Errorf("%v, %+v: got %v, want %s", err, tally, bad, want)
		}
	}
}
