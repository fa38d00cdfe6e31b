// Tabular fits a density to any table and says, by k folds, how likely it makes rows that it has not seen.
//
//	go run ./examples/tabular                                a table that it makes itself, of which the truth is known
//	go run ./examples/tabular -data FILE.csv.gz              ten folds, in about two minutes
//	go run ./examples/tabular -data redwine.csv.gz -full     the protocol of RNADE (Uria, Murray and Larochelle, 2013), minutes a fold
//
// In each fold columns are standardised by the mean and the deviation of the rows trained on, and the score is in standardised
// units: log p is that of the columns as they are, plus the logarithms of the deviations. The density is that of train.Auto,
// which is given nothing but rows. Beside it stand one normal density, a mixture of them, a kernel density and the same density
// without the cells of rounded values, all by the same folds. Rounded values have cells, and a density is bounded by their
// widths: how much of a score they make is the difference between the two.
//
// Texts of few values are numbered, rows with missing values are left out, and so are columns that are constant or copies of
// others: each is said. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("tabular", parse, (*options).run)
}
