// The job in score.yaml against Kubernetes' API.

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

// TestScoreJob: every field of the job is a field of batch/v1, in its place and of its type. The shards of the pods are
// as many as the completions, and the volume that is mounted exists.
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
		t.Errorf("%s %s %q of mode %s, want a named batch/v1 Job of mode Indexed", job.APIVersion, job.Kind, job.Name, *spec.CompletionMode)
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
		t.Errorf("the volume %s is mounted, want %s", pod.Containers[0].VolumeMounts[0].Name, pod.Volumes[0].Name)
	}
}
