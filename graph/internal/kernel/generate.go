// This file says how the assembly, its tables and the portable functions are generated.

package kernel

//go:generate go run -C gen . -part gemm -out ../gemm_amd64.s -stubs ../gemm_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part peak -out ../peak_amd64.s -stubs ../peak_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part unary -out ../unary_amd64.s -stubs ../unary_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part pair -out ../pair_amd64.s -stubs ../pair_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part elementwise -out ../elementwise_amd64.s -stubs ../elementwise_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part reduce -out ../reduce_amd64.s -stubs ../reduce_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part transpose -out ../transpose_amd64.s -stubs ../transpose_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part pack -out ../pack_amd64.s -stubs ../pack_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part contract -out ../contract_amd64.s -stubs ../contract_stubs_amd64.go -pkg kernel
//go:generate go run -C gen . -part table -file ../code_amd64.go
//go:generate go run -C gen . -part portable -file ../portable_functions.go
//go:generate go run -C gen . -arch arm64 -part gemm -out ../gemm_arm64.s -stubs ../gemm_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part peak -out ../peak_arm64.s -stubs ../peak_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part unary -out ../unary_arm64.s -stubs ../unary_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part pair -out ../pair_arm64.s -stubs ../pair_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part elementwise -out ../elementwise_arm64.s -stubs ../elementwise_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part reduce -out ../reduce_arm64.s -stubs ../reduce_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part contract -out ../contract_arm64.s -stubs ../contract_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part transpose -out ../transpose_arm64.s -stubs ../transpose_stubs_arm64.go
//go:generate go run -C gen . -arch arm64 -part table -file ../code_arm64.go
