// What the environment says of a launcher.

package peers_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/peers"
)

// TestASingleTaskOfSlurmIsAlone: PMIx does not tell a process whether there are others. Slurm does, unless another launcher has
// started the process within its step.
func TestASingleTaskOfSlurmIsAlone(t *testing.T) {
	for _, c := range []struct {
		name, namespace, tasks string
		several                bool
	}{
		{"one task", "slurm.pmix.1591154.6", "1", false},
		{"four tasks", "slurm.pmix.1591154.6", "4", true},
		{"no number", "slurm.pmix.1591154.6", "", true},
		{"prterun in a step of one task", "prterun-host-4711@1", "1", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range map[string]string{"PMIX_RANK": "0", "PMIX_NAMESPACE": c.namespace, "SLURM_STEP_NUM_TASKS": c.tasks} {
				t.Setenv(name, value)
			}
			if l, several := peers.Launched(); several != c.several {
				t.Errorf("%+v, several processes %t; want %t", l, several, c.several)
			}
		})
	}
	t.Setenv("PMIX_RANK", "0")
	t.Setenv("PMIX_NAMESPACE", "slurm.pmix.1.0")
	t.Setenv("SLURM_STEP_NUM_TASKS", "1")
	t.Setenv("OMPI_COMM_WORLD_SIZE", "4") // mpirun within the step
	if l, several := peers.Launched(); !several || l.Size != 4 {
		t.Errorf("mpirun -n 4 in a step of one task: %+v, several processes %t", l, several)
	}
}
