// Package layer puts a solve into a larger Gorgonia model. Layer solves adaptively and has first derivatives. Unroll
// and UnrollField write fixed steps out as nodes and have derivatives of every order.
package layer
