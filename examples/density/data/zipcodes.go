// The table that comes with the program.

// Package data holds the positions of the ZIP codes of the contiguous United States; README.md names their source.
package data

import (
	_ "embed"
)

// ZipCodes is a compressed CSV file of distinct positions.
//
//go:embed zipcodes.csv.gz
var ZipCodes []byte
