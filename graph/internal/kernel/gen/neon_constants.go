// This file puts the constants of functions into memory, for arm64.

package main

import "fmt"

// constantTable collects the constants of a function, in read-only memory as whole vectors.
type constantTable struct {
	name  string
	order []constant
}

func (c *constantTable) offset(x constant) int {
	for i, y := range c.order {
		if x == y {
			return 16 * i
		}
	}
	c.order = append(c.order, x)
	return 16 * (len(c.order) - 1)
}

// table writes the constants used since the last table.
func (n *neon) table() {
	if len(n.constants.order) == 0 {
		return
	}
	name := n.constants.name
	n.text.WriteString("\n")
	for i, c := range n.constants.order {
		if !n.single {
			fmt.Fprintf(n.text, "DATA %s<>+%d(SB)/8, $%#016x\nDATA %s<>+%d(SB)/8, $%#016x\n", name, 16*i, uint64(c), name, 16*i+8, uint64(c))
			continue
		}
		both := uint64(c)<<32 | uint64(c)
		fmt.Fprintf(n.text, "DATA %s<>+%d(SB)/8, $%#016x\nDATA %s<>+%d(SB)/8, $%#016x\n", name, 16*i, both, name, 16*i+8, both)
	}
	fmt.Fprintf(n.text, "GLOBL %s<>(SB), RODATA|NOPTR, $%d\n", name, 16*len(n.constants.order))
	n.constants = nil
}

// newTable begins the table of a function and loads its address, if it has constants.
func (n *neon) newTable(name string, count int, to general) {
	n.constants = &constantTable{name: name + "Constants" + n.suffix()}
	if count == 0 {
		return
	}
	n.line("MOVD $%s<>(SB), %v", n.constants.name, to)
}
