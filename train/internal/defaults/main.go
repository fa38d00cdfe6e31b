// Command defaults measures what the defaults of a solver are chosen by: the operations a row that methods, controllers
// and first steps need for given errors of log p and of its gradient, over flows of twelve kinds, which it trains.
//
//	go run ./train/internal/defaults                    the ratios to Sparse5, geometric means over all
//	go run ./train/internal/defaults -v -seed 2         each kind and error too, of other flows
//	go run ./train/internal/defaults -error 1e-2 -only Dopri5,Sparse4,Bosh3
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/internal/kinds"
)

var (
	verbose = flag.Bool("v", false, "operations a row for each kind and error")
	target  = flag.Float64("error", 0, "the one error that counts; 0: 1e-2 to 1e-5")
	only    = flag.String("only", "", "the settings beside Sparse5, by name; all of them if empty")
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the flows and of the rows")
	flag.Parse()
	choose()
	for _, s := range []*subject{densities, gradients} {
		fmt.Println(s.name)
		if err := s.compare(context.Background(), *seed); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// choose leaves the targets and the settings that are asked for.
func choose() {
	if *target > 0 {
		targets = []float64{*target}
	}
	if names := strings.Split(*only, ","); *only != "" {
		settings = append(settings[:1], slices.DeleteFunc(settings[1:], func(s setting) bool { return !slices.Contains(names, s.name) })...)
	}
}

// compare prints the ratios over all kinds.
func (s *subject) compare(ctx context.Context, seed uint64) error {
	logs := make([][]float64, len(settings))
	for _, k := range slices.Concat(kinds.All, kinds.Wide) {
		m, err := k.Train(ctx, seed, random(seed, 10))
		if err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
		found, err := s.measure(ctx, k, m, k.Rows(random(seed, 77), s.rows))
		if err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
		for i, cells := range found {
			if *verbose {
				fmt.Printf("%s, %s: %.4g and %.4g\n", k.Name, settings[i].name, cells[:len(targets)], cells[len(targets):])
			}
			for j, n := range cells {
				if ratio := n / found[0][j]; !math.IsNaN(ratio) {
					logs[i] = append(logs[i], math.Log(ratio))
				}
			}
		}
	}
	for i, s := range settings {
		tell(s.name, logs[i])
	}
	return nil
}

func tell(name string, logs []float64) {
	sum := 0.0
	for _, l := range logs {
		sum += l
	}
	fmt.Printf("%-24s %.3f of the operations, %.2f to %.2f, %d errors of kinds\n", name, math.Exp(sum/float64(len(logs))), math.Exp(slices.Min(logs)), math.Exp(slices.Max(logs)), len(logs))
}

// random separates the random numbers of training rows from those of scored rows.
func random(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
