// Package all imports the packages of all formats, so that table.File can open and table.Create can write them.
package all

import (
	_ "github.com/gorgoflow/gorgoflow/train/table/arrow"     // Apache Arrow's files and streams
	_ "github.com/gorgoflow/gorgoflow/train/table/jsonlines" // an object a line
	_ "github.com/gorgoflow/gorgoflow/train/table/npy"       // NumPy's npy and npz
	_ "github.com/gorgoflow/gorgoflow/train/table/parquet"   // Apache Parquet
)
