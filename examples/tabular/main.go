// Tabular fits a density to any table and prints, by k folds, how likely the density makes unseen rows.
//
//	go run ./examples/tabular                                a table that it makes itself, of which the truth is known
//	go run ./examples/tabular -data FILE.csv.gz              ten folds, in about two minutes
//	go run ./examples/tabular -data redwine.csv.gz -full     the protocol of RNADE (Uria, Murray and Larochelle, 2013), minutes a fold
//
// In each fold columns are standardised by the mean and the deviation of the rows trained on, and the score is in
// standardised units: log p is that of the columns as they are, plus the logarithms of the deviations. The density is
// that of train.Auto, which gets nothing but rows. To compare with it there are one normal density, a mixture of normal
// densities, a kernel density, and the density of train.Auto without the cells of rounded values, all by the same
// folds. The widths of the cells bound a density, and the difference between the densities with and without cells is
// what the cells add to a score.
//
// Texts of few values are numbered, rows with missing values are left out, and so are columns that are constant or
// copies of others. The program prints what it leaves out. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("tabular", parse, (*options).run)
}
