// Names in FFJORD's state dicts, which have changed over time.

package torch

import (
	"strings"
)

// plainName is the name without the parts that wrappers and RegularizedODEfunc insert; "" for a duplicate, which
// FFJORD's own loader skips too.
func plainName(name string) string {
	name = unwrapped(name)
	if strings.Contains(name, "diffeq.diffeq") {
		return ""
	}
	return strings.Replace(name, ".odefunc.odefunc.", ".odefunc.", 1)
}

// fileName is the name in the file, or the name that a missing tensor would have.
func (p *plan) fileName(name string) string {
	if file := p.files[name]; file != "" {
		return file
	}
	return p.wrapper + name
}

func (p *plan) isDouble(name string) bool { return plainName(name) == "" }
