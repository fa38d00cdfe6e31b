// Weights of rows, from a column outside the model.

package command_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
)

// survey makes a CSV file with two columns of numbers, a kind and two columns of weights. One of the weights is the same in
// all rows.
func survey(t *testing.T, rows int) string {
	text := "a,w,b,kind,same\n"
	for i := range rows {
		text += fmt.Sprintf("%d.5,%g,%d.25,%s,3\n", i*i%17, float64(i%5)/2, i*7%23, []string{"x", "y"}[i*i%2])
	}
	return write(t, "survey.csv", text)
}

// TestWeightsCount: equal weights give the score of a fit without weights, and other weights change it. A row of weight
// 0 is left out. Later commands say that they do not weigh.
func TestWeightsCount(t *testing.T) {
	path := survey(t, 300)
	folder, weighted := fit(t, path, "-columns", "a,b,kind", "-weights", "w")
	_, equal := fit(t, path, "-columns", "a,b,kind", "-weights", "5")
	_, plain := fit(t, path, "-columns", "a,b,kind")
	if heldOut(t, equal) != heldOut(t, plain) {
		t.Errorf("weights that are the same in all rows: %s, want %s as without weights", heldOut(t, equal), heldOut(t, plain))
	}
	if heldOut(t, weighted) == heldOut(t, plain) {
		t.Error("weights have no effect")
	}
	if _, text := fit(t, path, "-exclude", "a", "-weights", "2"); !strings.Contains(text, "weights w: ") {
		t.Errorf("the second column of the file is not taken for the weights\n%s", text)
	}
	for _, want := range []string{"survey.csv: 300 rows of 3 columns", "weights w: from 0 to 2; 60 rows of weight 0 are left out", "rows weighted by w", "w       weight of rows"} {
		if !strings.Contains(weighted, want) {
			t.Errorf("no %q in\n%s", want, weighted)
		}
	}
	file := filepath.Join(folder, "model.gorgoflow")
	if got := contents(t, filepath.Join(folder, "samples.csv")); !strings.HasPrefix(got, "a,b,kind\n") {
		t.Errorf("samples begin %.20q", got)
	}
	if text := must(t, "show", file); !strings.Contains(text, "w       weight of rows") {
		t.Error(text)
	}
	var shown struct{ Card *card.Card }
	if err := json.Unmarshal([]byte(must(t, "show", file, "-json")), &shown); err != nil {
		t.Fatal(err)
	}
	classes := 0
	for _, p := range shown.Card.Schema.Patterns {
		classes += int(p.Count)
	}
	if used := shown.Card.Fit.Used; used >= 240 || classes != used {
		t.Errorf("classes are counted in %d rows, want the %d rows trained on", classes, used)
	}
	said := "the fit weighted rows by w; here all rows count alike"
	without := write(t, "survey.csv", strings.ReplaceAll(contents(t, path), "a,w,b", "a,v,b"))
	for _, data := range []string{path, without} { // rows are recognised as those of the fit also without their weights
		text := must(t, "score", file, data, "-out", filepath.Join(t.TempDir(), "s.csv"))
		if !strings.Contains(text, said) || !strings.Contains(text, "these are the rows of the fit") {
			t.Error(text)
		}
	}
	if text, _, _ := density(t, "audit", file, path, "-rows", "8", "-samples", "32", "-integral-points", "64"); !strings.Contains(text, said) || !strings.Contains(text, "own units add -") {
		t.Error(text)
	}
}

// TestWeightsAreRefused: a column of weights that the model also uses, that does not exist or that has other values than
// weights is refused.
func TestWeightsAreRefused(t *testing.T) {
	path := survey(t, 60)
	bad := func(weight func(i int) string) string {
		text := "a,b,w\n"
		for i := range 60 {
			text += fmt.Sprintf("%d.5,%d.25,%s\n", i*i%17, i*7%23, weight(i))
		}
		return write(t, "bad.csv", text)
	}
	at := func(row int, text string) string {
		return bad(func(i int) string { return map[bool]string{true: text, false: "1.5"}[i == row] })
	}
	for _, c := range [][]string{
		{"-columns too", path, "-columns", "a,b,w", "-weights", "w"},
		{"-exclude too", path, "-exclude", "w", "-weights", "w"},
		{"-weights w: the column stands in -exclude too", path, "-exclude", "w", "-weights", "2"},
		{"-condition too", path, "-condition", "w", "-weights", "w"},
		{"-kind too", path, "-kind", "w=log", "-weights", "w"},
		{"no such column", path, "-weights", "z"},
		{"no such column", path, "-columns", "a,b", "-weights", "z"},
		{`column "kind"`, path, "-weights", "kind"},
		{`line 9, column "w": "-1" is not a weight`, at(7, "-1"), "-weights", "w"},
		{`line 9, column "w"`, at(7, "NA"), "-weights", "w"},
		{`line 9, column "w"`, at(7, "inf"), "-weights", "w", "-header", "yes"},
		{"to train on 0 can be used and have a weight above 0", bad(func(int) string { return "0" }), "-weights", "w"},
	} {
		refused(t, append([]string{"fit", "-quiet", "-iterations", "4", "-out", filepath.Join(t.TempDir(), "out")}, c[1:]...), c[0])
	}
}
