// Start compares ways to train a flow: maximum likelihood alone, after flow matching, with a penalty, and over a mixture of normal densities.
// It prints processor seconds to the held-out mean log-density that maximum likelihood alone reaches, the log-density of other rows
// that nothing was chosen by, and the evaluations a row that leave an error of log p of 0.001 nats at most.
//
//	go run ./examples/start                                  # ZIP codes and toy sets
//	go run ./examples/start redwine.csv.gz digits.csv.gz=16  # tables too; =16: by principal components to 16 columns
//	go run ./examples/start -sets moons -ways alone,mixture=8 -seeds 1,2,3
//
// A table has numbers alone, and may have a head line. Time is that of all processors that this process has used, its scores of held-out rows
// included: there is one after every 25 steps of maximum likelihood and every 250 of flow matching.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

var (
	alone  = flag.Int("alone", 1000, "steps of maximum likelihood alone")
	first  = flag.Int("first", 4000, "steps of flow matching")
	then   = flag.Int("then", 600, "steps of maximum likelihood after them, or over a mixture")
	rate   = flag.Float64("rate", 1e-2, "rate of Adam")
	after  = flag.Float64("after", 1e-2, "rate of Adam after the start")
	lead   = flag.Float64("lead", 2e-2, "rate of Adam in the start")
	over   = flag.Float64("over", 2e-3, "rate of Adam over a mixture")
	width  = flag.Int("width", 512, "rows in a step of the start")
	batch  = flag.Int("batch", 256, "rows in a step")
	short  = flag.Float64("short", 0.01, "nats below the best value of maximum likelihood alone that count as reached")
	seeds  = flag.String("seeds", "1", "of everything, each a line")
	ways   = flag.String("ways", "alone,matching,mixture=32", "what is compared: alone, matching, transport, kinetic=WEIGHT, total=WEIGHT and mixture=COMPONENTS, joined by +")
	builts = flag.String("sets", "zipcodes,moons,8gaussians,pinwheel,2spirals,checkerboard", "sets that need no file")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	fmt.Println("| set, seed | way | rows × columns | seconds to the value of alone | all seconds | best held-out | other rows | less than alone | base by itself | evaluations at 1e-5 | for 0.001 nats | largest error at 12 |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, name := range append(list(*builts), flag.Args()...) {
		for _, seed := range list(*seeds) {
			n, err := strconv.ParseUint(seed, 10, 64)
			if err == nil {
				err = compare(name, n)
			}
			if err != nil {
				log.Fatalf("%s: %+v", name, err)
			}
		}
	}
}

func list(flag string) []string {
	return strings.FieldsFunc(flag, func(r rune) bool { return r == ',' })
}

// split are the training rows, the rows that choose, and the rows that do neither.
type split struct{ train, held, test [][]float64 }

func divide(x [][]float64, seed uint64) *split {
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	held, test := min(1000, len(x)/10), min(4000, len(x)/10)
	return &split{train: x[held+test:], held: x[:held], test: x[held : held+test]}
}

// compare prints a line for each way.
func compare(name string, seed uint64) error {
	x, err := read(name, seed)
	if err != nil {
		return err
	}
	rows, label := divide(x, seed), fmt.Sprintf("%s, %d", name[strings.LastIndex(name, "/")+1:], seed)
	var reference *run
	for _, way := range list(*ways) {
		r, err := train(rows, way, seed)
		if err != nil {
			return errors.WithMessage(err, way)
		}
		if reference == nil {
			reference = r
		}
		less := r.below(reference)
		target := reference.best.Mean - *short
		fmt.Printf("| %s | %s | %d × %d | %.1f | %.1f | %.3f ± %.3f | %.3f ± %.3f | %.3f ± %.3f | %.3f | %.0f | %s | %.1g |\n", label, way, len(rows.train), len(x[0]), r.when(target), r.total,
			r.best.Mean, r.best.Error, r.score.Mean, r.score.Error, less.Mean, less.Error, r.under, r.evaluations, r.few, r.coarse)
	}
	return nil
}
