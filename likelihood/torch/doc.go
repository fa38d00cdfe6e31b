// Package torch reads weights from PyTorch, builds the flow that they belong to, and writes weights for PyTorch.
//
//	c, err := torch.ReadFile("experiments/cnf/checkpt.pth", nil)
//	flow, report, err := torch.FFJORD(c, nil)
//	logp, err := flow.LogProb(ctx, x)
//
// ReadFile reads safetensors, NumPy's .npz, and what torch.save writes. A pickle cannot run code here: names of tensors
// and plain values are known, those of what checkpoints hold beside them are skipped (sets, sizes, devices, dtypes,
// paths, numbers and arrays of NumPy), and any other name is a *GlobalError.
//
// Python reads written weights without this package:
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
// A builder infers the widths and the kinds of layers from names and shapes. Settings must say what a state dict does
// not: the activation and the order in which the input is concatenated. Nothing is guessed. The builder returns a
// Report on every tensor: how it was used, or that it is missing, extra, transposed, of another shape, or not finite.
// The faults are a *StateError too.
//
// # Wrappers
//
// Names may have what torch.compile, DataParallel and torch.optim.swa_utils.AveragedModel add: "_orig_mod." and
// "module.". The tensors of other wrappers and of parametrisations (weight_norm, spectral_norm) are faults: save the
// model inside, and remove parametrisations before that.
//
// # Time
//
// Here the base is at T0 and the data at T1. FFJORD's data are at 0 and its base at sqrt_end_time², zuko's at the first and
// the last of its times, those of flow matching at 1 and 0, which are likelihood's defaults.
//
// # Precision
//
// Networks compute in the precision of the file, or in double precision if settings say so. Log-densities have the
// exact trace, to the solver's tolerance. Those of the Python packages may be less accurate: zuko's tolerance for the
// log-determinant is a hundred times the given one, and flow_matching's likelihood is by default one step of Euler's
// method. testdata/flows.py makes the state dicts and log-densities of the tests, with these packages at a tight
// tolerance, and checks what this package writes:
//
//	GORGOFLOW_PYTHON=python3 go test -run Python ./likelihood/torch
package torch
