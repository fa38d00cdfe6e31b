// Launched: whether a launcher such as mpirun has started this process as one of several.

package peers

import (
	"os"
	"strconv"
	"strings"
)

// Launch is what the environment says of a launcher.
type Launch struct {
	By         string // the variable that says it
	Rank, Size int
}

// launchers are the variables of size and rank: of Open MPI, of MPICH and the libraries derived from it, of MVAPICH. A
// process that only PMIx has started does not know the number of processes.
var launchers = [...][2]string{{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"}, {"PMI_SIZE", "PMI_RANK"}, {"MV2_COMM_WORLD_SIZE", "MV2_COMM_WORLD_RANK"}}

// Launched says whether this process is one of several, or may be.
func Launched() (l Launch, ok bool) {
	for _, names := range launchers {
		size, err := strconv.Atoi(os.Getenv(names[0]))
		if err != nil {
			continue
		}
		rank, _ := strconv.Atoi(os.Getenv(names[1]))
		return Launch{By: names[0], Rank: rank, Size: size}, size > 1
	}
	if rank, err := strconv.Atoi(os.Getenv("PMIX_RANK")); err == nil {
		return Launch{By: "PMIX_RANK", Rank: rank}, !isAloneBySlurm()
	}
	return l, false
}

// isAloneBySlurm says whether Slurm has started this process by PMIx, and no other: srun -n 1, or a shell of srun --pty. A
// launcher within such a step leaves Slurm's variables and gives the namespace a name of its own.
func isAloneBySlurm() bool {
	return strings.HasPrefix(os.Getenv("PMIX_NAMESPACE"), "slurm.pmix.") && os.Getenv("SLURM_STEP_NUM_TASKS") == "1"
}
