// Package modelfile has what a program may have to know of model files besides Save and the Load functions of package
// likelihood: kinds of fields and bases of its own that files can hold, and what is wrong with a file that cannot be used.
//
// A model file is in the safetensors format, with a checksum. Its tensors are the numbers of the model; settings, kinds and
// notes are JSON in its metadata. The fields of package dynamics and of package manifold, and the bases below
// likelihood/base, have kinds. A field or base of another type is saved by the settings that a function of the program
// returns for it, and made again of these settings by another.
package modelfile
