// This file says how the assembly, its tables and the portable functions are generated.

package kernel

//go:generate go run -C gen . -part gemm -out ../assembly/gemm_amd64.s -stubs ../assembly/gemm_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part peak -out ../assembly/peak_amd64.s -stubs ../assembly/peak_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part unary -out ../assembly/unary_amd64.s -stubs ../assembly/unary_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part pair -out ../assembly/pair_amd64.s -stubs ../assembly/pair_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part elementwise -out ../assembly/elementwise_amd64.s -stubs ../assembly/elementwise_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part reduce -out ../assembly/reduce_amd64.s -stubs ../assembly/reduce_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part transpose -out ../assembly/transpose_amd64.s -stubs ../assembly/transpose_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part pack -out ../assembly/pack_amd64.s -stubs ../assembly/pack_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part contract -out ../assembly/contract_amd64.s -stubs ../assembly/contract_stubs_amd64.go -pkg assembly
//go:generate go run -C gen . -part table -file ../assembly/code_amd64.go
//go:generate go run -C gen . -part portable -file ../portable_functions.go
//go:generate go run -C gen . -arch arm64 -part gemm -out ../assembly/gemm_arm64.s -stubs ../assembly/gemm_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part peak -out ../assembly/peak_arm64.s -stubs ../assembly/peak_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part unary -out ../assembly/unary_arm64.s -stubs ../assembly/unary_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part pair -out ../assembly/pair_arm64.s -stubs ../assembly/pair_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part elementwise -out ../assembly/elementwise_arm64.s -stubs ../assembly/elementwise_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part reduce -out ../assembly/reduce_arm64.s -stubs ../assembly/reduce_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part contract -out ../assembly/contract_arm64.s -stubs ../assembly/contract_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part transpose -out ../assembly/transpose_arm64.s -stubs ../assembly/transpose_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part table -file ../assembly/code_arm64.go
