// Package backward goes back over recorded steps. Replayer.Replay in replay.go is the loop:
//
//	begin                          list the rows, those with the most steps first
//	repeat
//	    fill                       give free lanes to rows           replay.go
//	    loadRecords                states from the tape              recompute.go
//	    enterOutputs               cotangents of the interpolant    outputs.go
//	    Program.Run                the pullback of a step
//	    addTimes, carry            cotangents of t, h and state     replay.go, replay_lanes.go
//	    leaveOutputs               those of output times            outputs.go
//	    retire                     save rows without further steps   replay_lanes.go
//	until no row is left
//	FirstStage.run                 the first k₁ of every row         first_stage.go
package backward
