// Package structure measures how the module is cut: circles of files, files in a folder, exported names, fields of a
// struct, opening sentences, names of test files, comments, imports, lengths, tests inside of their package, and the
// files that a row passes during a solve. Its test holds each number to a ceiling and prints what is nearest to it:
//
//	go test -v ./graph/internal/structure
package structure
