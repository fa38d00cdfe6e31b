// Start compares ways to train a flow: maximum likelihood alone, after flow matching, with a penalty, and over a
// mixture of normal densities. It prints processor seconds to the held-out mean log-density that the first way reaches,
// by default maximum likelihood alone, the log-density of other rows that nothing was chosen by, and the evaluations a
// row that leave an error of log p of 0.001 nats at most.
//
//	go run ./examples/start                                  # ZIP codes and toy sets
//	go run ./examples/start redwine.csv.gz digits.csv.gz=16  # tables too; =16: by principal components to 16 columns
//	go run ./examples/start -sets moons -ways alone,mixture=8 -seeds 1,2,3
//
// A table, CSV or of another format that package table reads, compressed or not, has numbers alone, and may have a head
// line. With =16 its last column is a label, which is left out. Time is that of all processors that this process has
// used, its scores of held-out rows included: there is one after every 25 steps of maximum likelihood and every 250 of
// flow matching. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() { program.Run("start", parse, (*options).run) }
