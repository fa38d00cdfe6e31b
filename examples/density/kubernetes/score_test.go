// The job is one of Kubernetes' API, and its parts fit one another.

package kubernetes

import (
	"fmt"
	"os"
	"slices"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// Every field is one of batch/v1, where it stands and of its type; pods share the units out by their number, as many as there are, and write to
// one folder of the volume.
func TestScoreJob(t *testing.T) {
	text, err := os.ReadFile("score.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var job batch.Job
	if err := yaml.UnmarshalStrict(text, &job); err != nil {
		t.Fatal(err)
	}
	spec := job.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "Job" || job.Name == "" || *spec.CompletionMode != batch.IndexedCompletion {
		t.Errorf("%s %s %q of mode %s", job.APIVersion, job.Kind, job.Name, *spec.CompletionMode)
	}
	pod := spec.Template.Spec
	if spec.BackoffLimitPerIndex == nil || pod.RestartPolicy != core.RestartPolicyNever {
		t.Error("backoffLimitPerIndex and restartPolicy Never go together")
	}
	args := pod.Containers[0].Args
	if want := fmt.Sprintf("$(JOB_COMPLETION_INDEX)/%d", *spec.Completions); !slices.Contains(args, want) || args[slices.Index(args, want)-1] != "-shard" {
		t.Errorf("%v, want -shard %s", args, want)
	}
	if pod.Containers[0].VolumeMounts[0].Name != pod.Volumes[0].Name {
		t.Error("what is mounted is not there")
	}
}
