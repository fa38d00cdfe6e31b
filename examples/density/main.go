// Density fits continuous normalizing flows to tables, and works with the fitted models.
//
//	go run ./examples/density
//
// fits the density of the ZIP codes of the contiguous United States, which come
// with the program, prints the mean log-density of rows that the fit never saw,
// and writes two pictures, the model and samples to the folder out. Other data:
//
//	go run ./examples/density fit moons
//	go run ./examples/density fit mine.parquet -columns height,weight -http :8080
//	go run ./examples/density score out/model.gorgoflow new.parquet -out scores.parquet
//	go run ./examples/density sample out/model.gorgoflow -n 1000
//	go run ./examples/density show out/model.gorgoflow
//	go run ./examples/density audit out/model.gorgoflow mine.parquet
//	go run ./examples/density conditional out/model.gorgoflow -of weight -given height=1.8
//
// Every sub-command lists its flags by -help. Ctrl-C ends a training and keeps
// the best parameters so far; so do SIGTERM, and a terminal that closes.
//
// The exit code is 0 after success, 1 after an error, 2 for flags that do not
// exist or cannot be read and for missing arguments, and 3 for a fault of the
// program. It is 4 after a training that was interrupted or has diverged, and
// whose model and other files are written all the same.
package main

import (
	"os"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

func main() {
	os.Exit(command.Run(program.Context(), os.Args[1:], command.Streams{Out: os.Stdout, Err: os.Stderr}))
}
