// Conditions of an audit that are not those of its data.

package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestAuditRefusesOtherConditions: conditions of other rows than the data's are refused by their number, also where the rows
// that are examined are as many, or fewer.
func TestAuditRefusesOtherConditions(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 1})
	flowtest.Must(t, err)
	for _, n := range []int{4, 6, 12, 20} {
		_, err := audit.Run(t.Context(), newFlow(t, field, nil), flowtest.Points(10, 2, 1), &audit.Settings{Rows: 6, Condition: flowtest.Points(n, 1, 1)})
		flowtest.WantError(t, "conditions", err, likelihood.ErrSettings)
		if want := fmt.Sprintf("condition has %d rows, want 10", n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d conditions: %v, want an error that says %q", n, err, want)
		}
	}
}
