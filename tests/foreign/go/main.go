// What the Go team's golang.org/x/mod/sumdb says of a record: packages note and tlog, and nothing of Holdfire.
//
//	foreign check FOLDER LOG-VKEY QUORUM COSIGNER-VKEY...   checks a folder of tiles
//	foreign answer                                          answers questions about a tree, a line each
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// folder reads tiles as C2SP tlog-tiles lays them out.
type folder string

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) read(t tlog.Tile) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), path(t)))
}
func (f folder) ReadTiles(ts []tlog.Tile) (out [][]byte, err error) {
	for _, t := range ts {
		data, err := f.read(t)
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func path(t tlog.Tile) string {
	return "tile/" + strings.Replace(strings.TrimPrefix(t.Path(), "tile/8/"), "data/", "entries/", 1)
}

// cosigner verifies cosignature/v1.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no vkey")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("no cosigner's vkey")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("another hash")
	}
	return cosigner{parts[0], hash, key[1:]}, nil
}

func check(dir, vkey, quorum string, cosigners []string) error {
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	log, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	known := []note.Verifier{log}
	for _, each := range cosigners {
		verifier, err := newCosigner(each)
		if err != nil {
			return err
		}
		known = append(known, verifier)
	}
	opened, err := note.Open(data, note.VerifierList(known...))
	if err != nil {
		return err
	}
	signed := map[string]bool{}
	for _, sig := range opened.Sigs {
		signed[sig.Name] = true
	}
	least, err := strconv.Atoi(quorum)
	if err != nil || !signed[log.Name()] || len(signed)-1 < least {
		return fmt.Errorf("signed by %v", signed)
	}
	tree, err := checkpoint(opened.Text, log.Name())
	if err != nil {
		return err
	}
	return entries(folder(dir), tree)
}

func checkpoint(text, origin string) (tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return tree, errors.New("another checkpoint")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// entries proves every entry, and that the tree grew out of every smaller one.
func entries(f folder, tree tlog.Tree) error {
	hashes := tlog.TileHashReader(tree, f)
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		data, err := f.read(tlog.Tile{H: 8, L: -1, N: start / 256, W: int(width)})
		if err != nil {
			return err
		}
		for i := start; i < start+width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return errors.New("a bundle is cut")
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			if err := entry(hashes, tree, i, data[2:end]); err != nil {
				return err
			}
			data = data[end:]
		}
	}
	fmt.Printf("ok %d\n", tree.N)
	return nil
}

func entry(hashes tlog.HashReader, tree tlog.Tree, i int64, data []byte) error {
	proof, err := tlog.ProveRecord(tree.N, i, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(data)); err != nil {
		return err
	}
	old, err := tlog.TreeHash(i+1, hashes)
	if err != nil {
		return err
	}
	grown, err := tlog.ProveTree(tree.N, i+1, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(grown, tree.N, tree.Hash, i+1, old)
}

// answer grows a tree of the leaves "entry 0", "entry 1" ... and answers `root N`, `record N I` and `tree N OLD`.
func answer() error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) (out []tlog.Hash, err error) {
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	size := int64(0)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var what string
		var n, m int64
		fmt.Sscan(lines.Text(), &what, &n, &m)
		for ; size < n; size++ {
			more, err := tlog.StoredHashes(size, []byte(fmt.Sprintf("entry %d", size)), reader)
			if err != nil {
				return err
			}
			stored = append(stored, more...)
		}
		if err := one(what, n, m, reader); err != nil {
			return err
		}
	}
	return lines.Err()
}

func one(what string, n, m int64, reader tlog.HashReader) error {
	var hashes []tlog.Hash
	switch what {
	case "root":
		root, err := tlog.TreeHash(n, reader)
		if err != nil {
			return err
		}
		hashes = []tlog.Hash{root}
	case "record":
		proof, err := tlog.ProveRecord(n, m, reader)
		if err != nil {
			return err
		}
		hashes = proof
	case "tree":
		proof, err := tlog.ProveTree(n, m, reader)
		if err != nil {
			return err
		}
		hashes = proof
	}
	var words []string
	for _, hash := range hashes {
		words = append(words, base64.StdEncoding.EncodeToString(hash[:]))
	}
	fmt.Println(strings.Join(words, " "))
	return nil
}

func main() {
	var err error
	if len(os.Args) > 4 && os.Args[1] == "check" {
		err = check(os.Args[2], os.Args[3], os.Args[4], os.Args[5:])
	} else {
		err = answer()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
