// The rows that an audit takes.

package command_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestAuditSaysWhatItLeavesOut: rows without a vector, such as those of a category that the model does not know, are no part of an
// audit, which says so.
func TestAuditSaysWhatItLeavesOut(t *testing.T) {
	path := own(t, 80)
	folder, _ := fit(t, path, "-columns", "a,c,kind")
	few := []string{"-samples", "64", "-integral-points", "256"}
	other := write(t, "new.csv", "a,c,kind\n0.5,20,x\n0.3,10,z\n0.4,30,y\n0.2,10,z\n0.6,12,x\n")
	_, said, _ := density(t, append([]string{"audit", filepath.Join(folder, "model.gorgoflow"), other}, few...)...)
	if want := `2 of 5 rows are left out; the first: kind "z": a level not known`; !strings.Contains(said, want) {
		t.Errorf("says %q, want %q", said, want)
	}
	if _, said, _ = density(t, append([]string{"audit", filepath.Join(folder, "model.gorgoflow"), path}, few...)...); strings.Contains(said, "left out") {
		t.Errorf("says %q of rows that all have vectors", said)
	}
}
