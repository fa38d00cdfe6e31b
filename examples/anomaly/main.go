// Anomaly tells anomalies by a density that was fitted to rows that are no anomalies. This is the semi-supervised
// protocol of ADBench (Han et al., 2022) in the form of Livernoche et al. (On diffusion modeling for anomaly detection,
// 2023).
//
//	go run ./examples/anomaly                          two moons among uniform points, within seconds, with a picture
//	go run ./examples/anomaly -data thyroid.csv.gz     prints AUROC: 98.55, in percent
//	go run ./examples/anomaly -data folder -all        a line for every set and method, and the means
//
// A file is a table of numbers whose last column is 1 for an anomaly. The first half of the other rows is trained on;
// the rest and all anomalies are scored by -log p. No setting looks at labels. Every flag is listed by -help.
package main

import "github.com/gorgoflow/gorgoflow/examples/internal/program"

func main() {
	program.Run("anomaly", parse, (*options).run)
}
