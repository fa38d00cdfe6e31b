// The footer of a file that is opened once for each of its row groups.

package parquet

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
)

// footer is the end of a file, and what it says.
type footer struct {
	text []byte
	size int64 // of the file
	says *metadata.FileMetaData
}

// last is the footer of the file that was opened last for one row group. A program that reads one row group after another opens the
// file for each, and to parse the list of many takes longer than to read one.
var last atomic.Pointer[footer]

// mark ends a file, behind the length of its footer.
const mark = "PAR1"

// footerOf is the footer of a file, with what it says where that is known; nil if it cannot be read, which the library reports.
func footerOf(in *io.SectionReader) *footer {
	end := make([]byte, 4+len(mark))
	at := in.Size() - int64(len(end))
	if at < 0 {
		return nil
	}
	if _, err := in.ReadAt(end, at); err != nil && err != io.EOF || string(end[4:]) != mark {
		return nil
	}
	length := int64(binary.LittleEndian.Uint32(end))
	if length > at {
		return nil
	}
	f := &footer{text: make([]byte, length), size: in.Size()}
	if _, err := in.ReadAt(f.text, at-length); err != nil {
		return nil
	}
	if known := last.Load(); known != nil && known.size == f.size && bytes.Equal(known.text, f.text) {
		return known
	}
	return f
}

// newReader reads a footer, or takes the last one if one row group is read alone.
func newReader(in *io.SectionReader, properties *parquet.ReaderProperties, alone bool) (*file.Reader, error) {
	var f *footer
	if alone {
		f = footerOf(in)
	}
	if f != nil && f.says != nil {
		return file.NewParquetReader(in, file.WithReadProps(properties), file.WithMetadata(f.says))
	}
	r, err := file.NewParquetReader(in, file.WithReadProps(properties))
	if err == nil && f != nil {
		f.says = r.MetaData()
		last.Store(f)
	}
	return r, err
}
