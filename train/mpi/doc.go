// Package mpi lets processes that mpirun has started share a training, over an MPI that is installed:
//
//	world, err := mpi.Join(ctx) // first of all; a process that was started alone is a World of one, and needs no MPI
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer world.Close()
//	result, err := train.Fit(ctx, flow, x, &train.Settings{Peers: world, Checkpoint: "run"})
//
//	mpirun -n 4 go run .
//
// Every rank runs the same program on the same rows and ends with the same weights, those of one process, to the bit.
// What is printed or written once is for rank 0 to do: world.Rank() == 0. Files, Recorder and Progress of the settings
// are rank 0's already.
//
// # The library
//
// The library is MPICH or one derived from it (Intel MPI, MVAPICH, Cray), Open MPI, or a library with the standard ABI of
// MPI 5 (libmpi_abi.so). It is loaded at run time by github.com/ebitengine/purego. The environment shows the launcher and
// with it the library; GORGOFLOW_MPI is the path of another one. A binding by cgo would be tied to the MPI that it was
// compiled with (handles are integers in MPICH and addresses in Open MPI), and would need a C compiler and headers wherever
// the program is built. The package calls some twenty functions with plain arguments, so it needs neither callbacks nor
// structs of purego, where purego may break. The price: a program that imports this package is linked dynamically to the C
// library (glibc or macOS), though without a C compiler. The build tag nompi leaves the library out: such a program may be
// static, and its Join refuses to run under mpirun.
//
// All calls come from one thread, which asks for MPI_THREAD_FUNNELED only. It waits by MPI_Test, after a third of a
// millisecond with pauses that grow to half a millisecond, so that ranks that wait long leave their core to others.
//
// # Failure
//
// MPI does not report a rank that is killed while others wait for it. So ranks send a beat to rank 0 twice a second,
// and rank 0 sends one to all others. A rank that is silent for five seconds (GORGOFLOW_MPI_SILENCE=30s: longer) is
// lost, and train.Fit ends on all ranks with a *train.PeerError that names it. So is a rank that exchanges something
// else than rank 0, since a program or an objective does something else on it, where a library of MPI may wait for
// ever. Close then ends without MPI_Finalize, which would wait. The checkpoint of rank 0 is complete in any case. So a
// rank ends the others that calls Close while they exchange: a rank with an error of its own, such as one of reading
// its rows, calls Leave with it.
//
// By default launchers kill all ranks at once when one is killed. Open MPI's launcher then names the rank; MPICH's names a
// process, and not always the right one. With these options the launcher does not kill the ranks, and they end by
// themselves, each with an error that names the lost rank:
//
//	mpirun --enable-recovery -n 4 ./program                                             # Open MPI
//	mpirun -disable-auto-cleanup -n 4 sh -c 'trap "" USR1; ./program; exit $?'           # MPICH
//	srun --kill-on-bad-exit=0 -n 4 ./program                                            # Slurm
//
// The shell is needed since MPICH's launcher kills all ranks if a process that it has started itself ends by a signal; "go
// run" serves as well.
package mpi
