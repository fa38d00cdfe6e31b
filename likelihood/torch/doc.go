// Package torch takes weights in from PyTorch, builds the flow that they belong to, and gives them back.
//
//	c, err := torch.ReadFile("experiments/cnf/checkpt.pth", nil)
//	flow, report, err := torch.FFJORD(c, nil)
//	logp, err := flow.LogProb(ctx, x)
//
// ReadFile reads safetensors, NumPy's .npz, and what torch.save writes. A pickle cannot run anything here: what it asks for
// besides tensors and plain values is named in a *GlobalError.
//
// Going back, Python does not need to know of this package:
//
//	state, err := torch.FFJORDState(flow)
//	err = state.WriteFile("state.safetensors", nil)
//
//	model.load_state_dict(safetensors.torch.load_file("state.safetensors"))
//
// # Models
//
//	FFJORD's code (train_toy.py, train_tabular.py)     FFJORD         FFJORDState
//	its models of images (train_cnf.py, --multiscale)  FFJORD         FFJORDState
//	zuko.flows.CNF                                     Zuko           ZukoState
//	torchcfm.models.MLP                                Sequential     SequentialState, settings TorchCFM
//	the velocity field of flow_matching's examples     Sequential     SequentialState, settings FlowMatching
//	an nn.Sequential of nn.Linear, as in torchdiffeq's
//	examples: of [t, z], [z, t], z, with a condition   Sequential     SequentialState
//
// A builder finds the widths and the kinds of layers in names and shapes. What a state dict does not know, the activation and
// the order in which the input is concatenated, has to be said; nothing is guessed. It gives a Report of every tensor: what
// it is here, or that it is missing, extra, transposed, of another shape, or not finite; the latter are a *StateError too.
//
// # Time
//
// Here the base is at T0 and the data at T1. FFJORD's data are at 0 and its base at sqrt_end_time², zuko's at the first and
// the last of its times, those of flow matching at 1 and 0, which are likelihood's defaults.
//
// # Precision
//
// Networks compute in the precision of the file, or in double if settings say so. Log-densities are those of the exact trace
// to the solver's tolerance. Those packages' own may be coarser: zuko's tolerance for the log-determinant is a hundred times
// the one that it is given, and flow_matching's likelihood is one step of Euler's method unless told otherwise.
// testdata/flows.py makes the state dicts and log-densities that tests compare with, by those packages at a tight tolerance,
// and checks what is written here:
//
//	GORGOFLOW_PYTHON=python3 go test -run Python ./likelihood/torch
package torch
