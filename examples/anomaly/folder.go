// A folder: a table of all sets, and the means.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"
)

func (o *options) folder(ctx context.Context, out io.Writer) error {
	paths, err := setsIn(o.data)
	if err != nil {
		return err
	}
	columns := []string{o.method}
	if o.all {
		columns = names()
	}
	start, sums := time.Now(), &means{columns: columns}
	fmt.Fprintf(out, "%-18s %6s %6s %5s %7s", "AUROC, %", "train", "test", "cols", "seen")
	for _, c := range columns {
		fmt.Fprintf(out, " %9s", c)
	}
	fmt.Fprintln(out)
	for _, path := range paths {
		s, err := o.read(path)
		if err == nil {
			err = o.line(ctx, out, path, s, sums)
		}
		if err != nil {
			return err
		}
	}
	sums.print(out)
	fmt.Fprintln(out, "seen: of the test rows that are no anomalies, those that the training rows have too, in sets whose rows were drawn with replacement")
	fmt.Fprintf(out, "%d sets, seed %d, %.0f s\n", len(paths), o.seed, time.Since(start).Seconds())
	return nil
}

func setsIn(folder string) ([]string, error) {
	var paths []string
	for _, pattern := range []string{"*.csv", "*.csv.*"} {
		some, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, err
		}
		paths = append(paths, some...)
	}
	paths = keep(paths)
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s: no .csv file, nor a compressed one, whose last column is called label", folder)
	}
	return paths, nil
}

// keep leaves out files whose last column is not called label, such as tables of results.
func keep(paths []string) (sets []string) {
	for _, path := range paths {
		if name, err := lastColumn(path); err != nil || name == "label" {
			sets = append(sets, path)
		}
	}
	return sets
}

// line prints the results of one set.
func (o *options) line(ctx context.Context, out io.Writer, path string, s *set, sums *means) error {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	seen := "-"
	if s.resampled {
		seen = fmt.Sprintf("%.1f %%", 100*s.shareSeen())
	}
	fmt.Fprintf(out, "%-18s %6d %6d %5d %7s", name, len(s.train), len(s.test), len(s.train[0]), seen)
	var results []result
	for _, method := range sums.columns {
		r, err := s.judge(ctx, method, o)
		if err != nil {
			fmt.Fprintln(out)
			return fmt.Errorf("%s: %w", method, err)
		}
		results = append(results, r)
		fmt.Fprintf(out, " %9s", percent(r.all))
	}
	sums.add(s, results)
	_, err := fmt.Fprintln(out)
	return err
}

// means are those over the sets.
type means struct {
	columns   []string
	results   [][]result // by set
	resampled []bool
}

func (m *means) add(s *set, results []result) {
	m.results, m.resampled = append(m.results, results), append(m.resampled, s.resampled)
}

func (m *means) print(out io.Writer) {
	m.row(out, "mean", func(r result, _ bool) float64 { return r.all })
	m.row(out, "mean without test rows seen", func(r result, _ bool) float64 { return r.unseen })
	m.row(out, "mean of the sets that were not drawn", func(r result, resampled bool) float64 {
		if resampled {
			return math.NaN()
		}
		return r.all
	})
}

// row prints the mean of each method over the sets that have a result; – if none has one.
func (m *means) row(out io.Writer, name string, value func(result, bool) float64) {
	fmt.Fprintf(out, "%-46s", name)
	n, sum := 0.0, 0.0
	for c := range m.columns {
		n, sum = 0, 0
		for i, results := range m.results {
			if v := value(results[c], m.resampled[i]); !math.IsNaN(v) {
				n, sum = n+1, sum+v
			}
		}
		fmt.Fprintf(out, " %9s", percent(sum/n))
	}
	fmt.Fprintf(out, "   of %.0f sets\n", n)
}
