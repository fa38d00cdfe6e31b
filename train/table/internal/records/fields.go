// Package records converts Apache Arrow's record batches to tables and back.
package records

import (
	"regexp"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// The layouts of dates without a time, and of times without a zone.
const (
	dateLayout = "2006-01-02"
	timeLayout = "2006-01-02T15:04:05.999999999"
)

// Fields returns the fields of a table with the chosen columns of a schema. Those that the options say to be texts are.
func Fields(schema *arrow.Schema, chosen []int, o *table.Options) ([]table.Field, error) {
	fields := make([]table.Field, len(chosen))
	for i, j := range chosen {
		f := schema.Field(j)
		field, ok := fieldOf(f.Name, f.Type)
		if !ok {
			return nil, errors.WithStack(&table.ColumnError{Column: f.Name, Have: Names(schema), Type: f.Type.String(), Cause: table.ErrColumnType})
		}
		if o.Types[f.Name] == table.Text {
			field.Type = table.Text
		}
		fields[i] = field
	}
	return fields, nil
}

// Names returns the names of a schema's columns.
func Names(schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	for j := range names {
		names[j] = schema.Field(j).Name
	}
	return names
}

func fieldOf(name string, t arrow.DataType) (f table.Field, ok bool) {
	f.Name = name
	switch id := t.ID(); {
	case id == arrow.DICTIONARY:
		return fieldOf(name, t.(*arrow.DictionaryType).ValueType)
	case arrow.IsInteger(id), arrow.IsDecimal(id) && t.(arrow.DecimalType).GetScale() <= 0:
		f.Type = table.Integer
	case arrow.IsFloating(id), arrow.IsDecimal(id), id == arrow.NULL:
		f.Type = table.Number
	case id == arrow.BOOL:
		f.Type = table.Bool
	case arrow.IsBaseBinary(id), id == arrow.STRING_VIEW, id == arrow.BINARY_VIEW:
		f.Type = table.Text
	case id == arrow.DATE32 || id == arrow.DATE64:
		f.Type, f.Layout = table.Date, dateLayout
	case id == arrow.TIMESTAMP && t.(*arrow.TimestampType).TimeZone == "":
		f.Type, f.Layout = table.Date, timeLayout
	case id == arrow.TIMESTAMP:
		f.Type = table.Date
	default:
		return f, false
	}
	return f, true
}

// Schema returns the schema of a table's record batches.
func Schema(fields []table.Field) *arrow.Schema {
	columns := make([]arrow.Field, len(fields))
	for j, f := range fields {
		columns[j] = arrow.Field{Name: f.Name, Type: typeOf(f), Nullable: true}
	}
	return arrow.NewSchema(columns, nil)
}

func typeOf(f table.Field) arrow.DataType {
	switch {
	case f.Type == table.Integer:
		return arrow.PrimitiveTypes.Int64
	case f.Type == table.Bool:
		return arrow.FixedWidthTypes.Boolean
	case f.Type == table.Text:
		return arrow.BinaryTypes.String
	case f.Type == table.Date && f.Layout == dateLayout:
		return arrow.FixedWidthTypes.Date32
	case f.Type == table.Date && !hasZone(f.Layout):
		return &arrow.TimestampType{Unit: arrow.Nanosecond}
	case f.Type == table.Date:
		return arrow.FixedWidthTypes.Timestamp_ns
	}
	return arrow.PrimitiveTypes.Float64
}

// zone matches what stands for a zone in a layout.
var zone = regexp.MustCompile(`07|MST`)

// hasZone says whether dates are written with their zone: those without one are times of no zone in other programs, which do not
// compare them with others.
func hasZone(layout string) bool { return layout == "" || zone.MatchString(layout) }
