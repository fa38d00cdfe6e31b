// The ready methods by kind.

package odetest

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Explicit and Implicit are the explicit and the Rosenbrock methods.
var Explicit, Implicit = methods(false), methods(true)

func methods(implicit bool) (list []*tableau.Tableau) {
	for _, tab := range tableau.All {
		if (tab.Rosenbrock != nil) == implicit {
			list = append(list, tab)
		}
	}
	return list
}
