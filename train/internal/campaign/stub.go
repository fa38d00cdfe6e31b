package main
func tryBits(t *trial) {}
func trySettings(t *trial) {}
func tryDamage(t *trial) {}
func tryKills(t *trial) {}
func trySoak(t *trial) {}
func isTraining() bool {return false}
func training() int {return 0}
