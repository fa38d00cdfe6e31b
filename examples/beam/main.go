// Beam scores tables of any size by a density on Apache Beam.
//
//	go run -C examples/beam . -model $PWD/out/model.gorgoflow -out $PWD/scores $PWD/rows-*.parquet
//
// runs the pipeline in this process, on Beam's Prism. The flags of Beam choose another runner: -runner flink -endpoint
// host:port, spark, or dataflow. The workers have to be able to read the files, such as those of gs://.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
	"github.com/gorgoflow/gorgoflow/examples/beam/internal/pipeline"
)

func main() {
	settings := flags(flag.CommandLine)
	flag.Parse()
	beam.Init()
	if err := run(context.Background(), settings, flag.Args(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "beam:", err)
		os.Exit(1)
	}
}

// run scores the files that patterns match.
func run(ctx context.Context, s *pipeline.Settings, patterns []string, out io.Writer) error {
	if err := s.Check(ctx, patterns); err != nil {
		return err
	}
	p, scope := beam.NewPipelineWithRoot()
	pipeline.Score(scope, s)
	result, err := beamx.RunWithMetrics(ctx, p)
	if err != nil {
		return err
	}
	return pipeline.Say(out, result)
}
