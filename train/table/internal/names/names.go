// Package names checks the names of columns before a file is written.
package names

import "github.com/gorgoflow/gorgoflow/train/table"

// Check refuses fields that no table has: two columns of one name.
func Check(fields []table.Field) error {
	var empty table.Table
	empty.Reset(fields)
	_, err := table.New(empty.Columns...)
	return err
}
