// An auditor of the dynamic linker (LD_AUDIT): a program that runs with it sees a processor without AVX-512.
//
// PLACES names the list, written by avx2.py, of the CPUID instructions in the objects to be held. Each becomes UD2, which has the same
// length, when its object is mapped and before any of its code runs. The signal that UD2 raises is answered as CPUID would be, less the
// bits of AVX-512 and AVX10.
#define _GNU_SOURCE
#include <cpuid.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

static const struct place { const char *object; uintptr_t offset; } places[] = {
#include PLACES
};
enum { COUNT = sizeof places / sizeof *places };
static unsigned char *found[COUNT];  // where the places are in memory; null as long as their object is not

static void answer(greg_t *r) {
  uint32_t leaf = r[REG_RAX], sub = r[REG_RCX], a, b, c, d;
  __cpuid_count(leaf, sub, a, b, c, d);
  if (leaf == 7 && sub == 0) {
    b &= ~(1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31);  // F, DQ, IFMA, PF, ER, CD, BW, VL
    c &= ~(1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14);                                    // VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ
    d &= ~(1u << 2 | 1u << 3 | 1u << 8 | 1u << 23);                                                // 4VNNIW, 4FMAPS, VP2INTERSECT, FP16
  } else if (leaf == 7 && sub == 1) {
    a &= ~(1u << 5);   // BF16
    d &= ~(1u << 19);  // AVX10
  } else if (leaf == 0xd && sub == 0) {
    a &= ~0xe0u;  // the state of the registers
  } else if (leaf == 0x24) {
    a = b = c = d = 0;  // AVX10
  }
  r[REG_RAX] = a, r[REG_RBX] = b, r[REG_RCX] = c, r[REG_RDX] = d;
  r[REG_RIP] += 2;
}

static void trapped(int signal, siginfo_t *info, void *context) {
  greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
  for (int i = 0; i < COUNT; i++)
    if (found[i] == (unsigned char *)r[REG_RIP]) {
      answer(r);
      return;
    }
  struct sigaction plain = {.sa_handler = SIG_DFL};  // another's instruction: it raises the signal again, and ends the program
  sigaction(SIGILL, &plain, NULL);
}

unsigned la_version(unsigned version) {
  struct sigaction handler = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGILL, &handler, NULL);
  return LAV_CURRENT;
}

// replace puts UD2 where a CPUID is.
static void replace(unsigned char *p) {
  uintptr_t start = (uintptr_t)p & -sysconf(_SC_PAGESIZE);
  size_t size = (uintptr_t)p + 2 - start;
  if (memcmp(p, "\x0f\xa2", 2) || mprotect((void *)start, size, PROT_READ | PROT_WRITE)) abort();
  memcpy(p, "\x0f\x0b", 2);
  if (mprotect((void *)start, size, PROT_READ | PROT_EXEC)) abort();
}

unsigned la_objopen(struct link_map *map, Lmid_t space, uintptr_t *cookie) {
  char name[PATH_MAX];
  if (!realpath(map->l_name, name)) return 0;  // the program itself has no name
  for (int i = 0; i < COUNT; i++)
    if (!strcmp(name, places[i].object)) replace(found[i] = (unsigned char *)map->l_addr + places[i].offset);
  return 0;
}
