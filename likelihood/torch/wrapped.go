// Names in state dicts of wrapped models: by torch.compile, DataParallel, and averages of weights.

package torch

import (
	"slices"
	"strings"
)

// unwrapped is a name without what wrappers insert: "module." of DataParallel and AveragedModel before the names of a
// model, and "_orig_mod." of torch.compile before those of any module.
func unwrapped(name string) string {
	parts := slices.DeleteFunc(strings.Split(name, "."), func(part string) bool { return part == "_orig_mod" })
	for len(parts) > 1 && parts[0] == "module" {
		parts = parts[1:]
	}
	return strings.Join(parts, ".")
}

// wrapperOf is what wrappers of the whole model insert before its names; "" if there are none.
func wrapperOf(state StateDict) (wrapper string) {
	for _, name := range state.Names() {
		if prefix, ok := strings.CutSuffix(name, unwrapped(name)); ok && len(prefix) > len(wrapper) {
			wrapper = prefix
		}
	}
	return wrapper
}

// plainLayers gives the names of a plain nn.Linear to layers that torch.compile wraps one by one, and returns by these
// the names in the file.
func plainLayers(state StateDict) (plain StateDict, files map[string]string) {
	plain, files = StateDict{}, map[string]string{}
	for name, t := range state {
		if at := strings.LastIndexByte(name, '.'); at >= 0 {
			short := strings.TrimSuffix(name[:at], "._orig_mod") + name[at:]
			if _, there := state[short]; !there {
				files[short], name = name, short
			}
		}
		plain[name] = t
	}
	return plain, files
}

// averaged is the number of averages that torch.optim.swa_utils.AveragedModel has taken.
const averaged = "n_averaged"
