// Values of Arrow's arrays against their texts.

package records_test

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/float16"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
)

// column reads an array.
func column(t *testing.T, values arrow.Array) (*table.Column, error) {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: values.DataType(), Nullable: true}}, nil)
	fields, err := records.Fields(schema, []int{0}, &table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	batches := []arrow.RecordBatch{array.NewRecordBatch(schema, []arrow.Array{values}, int64(values.Len()))}
	r := &records.Reader{Of: fields, Chosen: []int{0}, Closes: func() error { return nil }, Next: func() (arrow.RecordBatch, int, error) {
		if len(batches) == 0 {
			return nil, 0, io.EOF
		}
		first := batches[0]
		batches = nil
		return first, 1, nil
	}}
	whole, err := table.ReadRest(r)
	if err != nil {
		return nil, err
	}
	return whole.Columns[0], nil
}

// TestDecimalsAreTheNearestNumbers: a decimal is the number that its text is. A decimal without decimals is an integer,
// which is refused if float64 would round it.
func TestDecimalsAreTheNearestNumbers(t *testing.T) {
	for scale, n := range map[int32]int64{0: math.MaxInt64, 2: 123456789, 3: 700, 20: 7, 30: 1 << 60} {
		build := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: 38, Scale: scale})
		for k := range int64(200) {
			build.Append(decimal128.FromI64(n - k))
		}
		c, err := column(t, build.NewArray())
		if scale == 0 {
			if err == nil {
				t.Errorf("%d is read as %v, want an error", n, c.Numbers[0])
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range c.Numbers {
			if want, _ := strconv.ParseFloat(fmt.Sprintf("%de-%d", n-int64(k), scale), 64); v != want {
				t.Fatalf("%d of scale %d is %v, want %v", n-int64(k), scale, v, want)
			}
		}
	}
}

// TestEntriesOfDictionariesMayBeMissing: an index to a missing entry is a missing value, as one that is missing itself.
func TestEntriesOfDictionariesMayBeMissing(t *testing.T) {
	indices, entries := array.NewInt8Builder(memory.DefaultAllocator), array.NewFloat64Builder(memory.DefaultAllocator)
	indices.AppendValues([]int8{0, 1, 0}, []bool{true, true, false})
	entries.AppendValues([]float64{1.5, 7}, []bool{true, false})
	of := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.PrimitiveTypes.Float64}
	c, err := column(t, array.NewDictionaryArray(of, indices.NewArray(), entries.NewArray()))
	if err != nil || c.Numbers[0] != 1.5 || fmt.Sprint(c.Missing) != "[false true true]" {
		t.Errorf("%v, %v, want 1.5 and two missing values", c, err)
	}
}

// TestHalves: numbers of half precision, the least one too.
func TestHalves(t *testing.T) {
	build := array.NewFloat16Builder(memory.DefaultAllocator)
	build.AppendValues([]float16.Num{float16.FromBits(1), float16.FromBits(0xc000)}, nil)
	c, err := column(t, build.NewArray())
	if err != nil || c.Numbers[0] != 0x1p-24 || c.Numbers[1] != -2 {
		t.Errorf("%v, %v, want 2⁻²⁴ and -2", c, err)
	}
}
