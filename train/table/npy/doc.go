// Package npy reads NumPy's files: .npy, an array, and .npz, a zip file of arrays.
//
// A program that imports it opens both by table.File. An array of one dimension is a column, one of two dimensions has
// rows and columns, and a structured array has a column a field. The arrays of an npz file are columns side by side,
// with the arrays' names, and a number if an array has several columns. The chosen columns must have one length. Arrays
// of numbers, booleans, texts and dates (datetime64) are read, in C's and in Fortran's order, in bounded memory.
// Headers may be of any version, and the fields of a structured array aligned. A file of several arrays one after another
// is refused.
package npy
