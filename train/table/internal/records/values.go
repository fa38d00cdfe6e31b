// Values of Arrow's arrays added to columns of a table.

package records

import (
	"math"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/gorgoflow/gorgoflow/internal/half"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/dates"
	"github.com/gorgoflow/gorgoflow/train/table/internal/texts"
)

// An adder adds value i of an array to a column; false if the column cannot hold it.
type adder func(to *table.Column, i int) (ok bool)

// adderAs returns an adder to a column of the array's own type, or to one of texts.
func adderAs(to table.Type, values arrow.Array) adder {
	add := adderOf(values)
	own, _ := fieldOf("", values.DataType())
	if to != table.Text || own.Type == table.Text {
		return add
	}
	shown := texts.New(own)
	return func(to *table.Column, i int) bool {
		shown.Add(to, func(own *table.Column) bool { return add(own, i) }, func() string { return values.ValueStr(i) })
		return true
	}
}

// adderOf returns an adder for an array of any type that fieldOf supports.
func adderOf(values arrow.Array) adder {
	switch a := values.(type) {
	case *array.Dictionary:
		return ofDictionary(a)
	case *array.Boolean:
		return func(to *table.Column, i int) bool { to.AppendBool(a.Value(i)); return true }
	case *array.Null:
		return func(to *table.Column, i int) bool { to.AppendMissing(); return true }
	}
	for _, find := range []func(arrow.Array) adder{floats, decimals, integers, strings, times} {
		if add := find(values); add != nil {
			return add
		}
	}
	return func(*table.Column, int) bool { return false }
}

// ofDictionary returns an adder that looks values up. A missing value may be an entry of the dictionary too.
func ofDictionary(a *array.Dictionary) adder {
	entries := a.Dictionary()
	add := adderOf(entries)
	return func(to *table.Column, i int) bool {
		k := a.GetValueIndex(i)
		if entries.IsNull(k) {
			to.AppendMissing()
			return true
		}
		return add(to, k)
	}
}

func floats(values arrow.Array) adder {
	var value func(i int) float64
	switch a := values.(type) {
	case *array.Float64:
		value = a.Value
	case *array.Float32:
		value = func(i int) float64 { return float64(a.Value(i)) }
	case *array.Float16:
		value = func(i int) float64 { return half.Float64(a.Value(i).Uint16()) }
	default:
		return nil
	}
	return func(to *table.Column, i int) bool { return to.AppendFinite(value(i)) }
}

func integers(values arrow.Array) adder {
	switch a := values.(type) {
	case *array.Int8:
		return whole(a)
	case *array.Int16:
		return whole(a)
	case *array.Int32:
		return whole(a)
	case *array.Int64:
		return whole(a)
	case *array.Uint8:
		return whole(a)
	case *array.Uint16:
		return whole(a)
	case *array.Uint32:
		return whole(a)
	case *array.Uint64:
		return func(to *table.Column, i int) bool {
			return a.Value(i) <= math.MaxInt64 && to.AppendInteger(int64(a.Value(i)))
		}
	}
	return nil
}

func whole[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](a interface{ Value(int) T }) adder {
	return func(to *table.Column, i int) bool { return to.AppendInteger(int64(a.Value(i))) }
}

// strings copies the texts, since an array's memory is reused.
func strings(values arrow.Array) adder {
	var value func(i int) string
	switch a := values.(type) {
	case interface{ Value(int) string }:
		value = a.Value
	case interface{ Value(int) []byte }:
		value = func(i int) string { return string(a.Value(i)) }
	default:
		return nil
	}
	return func(to *table.Column, i int) bool {
		text := []byte(value(i))
		if !utf8.Valid(text) {
			return false
		}
		to.AppendText(string(text))
		return true
	}
}

func times(values arrow.Array) adder {
	var value func(i int) time.Time
	switch a := values.(type) {
	case *array.Date32:
		value = func(i int) time.Time { return a.Value(i).ToTime() }
	case *array.Date64:
		value = func(i int) time.Time { return a.Value(i).ToTime() }
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit
		value = func(i int) time.Time { return a.Value(i).ToTime(unit) }
	default:
		return nil
	}
	return func(to *table.Column, i int) bool {
		date := value(i)
		ok := dates.IsPlausible(date)
		if ok {
			to.AppendDate(date)
		}
		return ok
	}
}
