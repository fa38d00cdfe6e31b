// The formats that the package registers.

package all_test

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all"
)

func Example() {
	for _, f := range table.Formats() {
		fmt.Println(f.Name, f.Suffixes)
	}
	// Output:
	// CSV [.csv]
	// Arrow [.arrow .feather]
	// Arrow stream [.arrows]
	// JSON lines [.jsonl .ndjson]
	// Parquet [.parquet .pq]
	// npy []
	// npz []
}
