// An auditor that shares nothing with rednode: the transparency-log packages of the Go checksum
// database (golang.org/x/mod/sumdb/tlog and note) against a log that is served over HTTP.
//
//	tlog_audit URL VKEY NEW [OLD]
//
// URL is the prefix of the log, VKEY the verifier key of its origin. It opens the signed checkpoint,
// proves the inclusion of every entry in it, and writes the checkpoint to the file NEW. With OLD, a
// checkpoint that was kept before, it proves that the log has only grown since.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height     = 8 // of a tile of c2sp.org/tlog-tiles
	width      = 1 << height
	answerSize = 64 << 20
)

func fetch(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerSize))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s: %s", url, response.Status, body)
	}
	return body, nil
}

// c2spPath is the path of a tile as C2SP has it: without the height, and with "entries" where Go
// says "data", for bundles of entries that begin with their length.
func c2spPath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/"+strconv.Itoa(height)+"/")
	return "/tile/" + strings.Replace(path, "data/", "entries/", 1)
}

type httpTiles struct {
	prefix string
	tiles  map[string][]byte
}

func (h *httpTiles) Height() int { return height }

func (h *httpTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := c2spPath(tile)
		if _, known := h.tiles[path]; !known {
			body, err := fetch(h.prefix + path)
			if err != nil {
				return nil, err
			}
			h.tiles[path] = body
		}
		data = append(data, h.tiles[path])
	}
	return data, nil
}

func (h *httpTiles) SaveTiles([]tlog.Tile, [][]byte) {}

func openCheckpoint(octets []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(octets, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s:\n%s", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func splitBundle(bundle []byte) ([][]byte, error) {
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("a bundle is cut")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		entries = append(entries, bundle[2:end])
		bundle = bundle[end:]
	}
	return entries, nil
}

func proveEntries(prefix string, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += width {
		count := tree.N - first
		if count > width {
			count = width
		}
		tile := tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}
		bundle, err := fetch(prefix + c2spPath(tile))
		if err != nil {
			return err
		}
		entries, err := splitBundle(bundle)
		if err != nil {
			return err
		}
		if int64(len(entries)) != count {
			return fmt.Errorf("%s has %d entries", c2spPath(tile), len(entries))
		}
		for i, entry := range entries {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return err
			}
			leaf := tlog.RecordHash(entry)
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
				return fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	return nil
}

func proveGrowth(oldFile, vkey string, tree tlog.Tree, hashes tlog.HashReader) error {
	octets, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(octets, vkey)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return err
	}
	fmt.Printf("the log of %d entries continues that of %d\n", tree.N, old.N)
	return nil
}

func audit(arguments []string) error {
	if len(arguments) < 3 {
		return fmt.Errorf("usage: tlog_audit URL VKEY NEW [OLD]")
	}
	prefix, vkey := strings.TrimSuffix(arguments[0], "/"), arguments[1]
	octets, err := fetch(prefix + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(octets, vkey)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, &httpTiles{prefix: prefix, tiles: map[string][]byte{}})
	if err := proveEntries(prefix, tree, hashes); err != nil {
		return err
	}
	fmt.Printf("%d entries are in the tree that is signed\n", tree.N)
	if len(arguments) > 3 {
		if err := proveGrowth(arguments[3], vkey, tree, hashes); err != nil {
			return err
		}
	}
	return os.WriteFile(arguments[2], octets, 0o644)
}

func main() {
	if err := audit(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tlog_audit:", err)
		os.Exit(1)
	}
}
