// Names in FFJORD's state dicts, which changed over time.

package torch

import (
	"strings"
)

// plainName is the name without what DataParallel and RegularizedODEfunc put into it; "" for a double, which FFJORD's own
// loader skips too.
func plainName(name string) string {
	if strings.Contains(name, "diffeq.diffeq") {
		return ""
	}
	return strings.Replace(strings.TrimPrefix(name, "module."), ".odefunc.odefunc.", ".odefunc.", 1)
}

// fileName is the name in the file, also where it ought to be there.
func (p *plan) fileName(name string) string {
	if file := p.files[name]; file != "" {
		return file
	}
	return p.module + name
}

func (p *plan) isDouble(name string) bool { return plainName(name) == "" }
