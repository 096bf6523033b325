package dev.gatehouse.sample.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The notes of one server, in memory; the oldest goes when there are too many. */
final class Notebook {

    private static final int LIMIT = 500;

    private final Deque<Note> notes = new ArrayDeque<>();

    synchronized int write(Note note) {
        notes.addLast(note);
        while (notes.size() > LIMIT) {
            notes.removeFirst();
        }
        return notes.size();
    }

    synchronized List<Note> list() {
        return List.copyOf(notes);
    }

    /** One note. */
    record Note(String title, String text) {}
}
