package dev.lanegrad.text;

import java.util.Collection;
import java.util.Iterator;

/** Text of a file as error messages show it: short, on one line, and without control characters. */
public final class Quoted {
    private static final int MAX_LENGTH = 60;
    private static final int MAX_ITEMS = 10;

    private Quoted() {
    }

    /**
     * The text in quotes, cut after some characters.
     *
     * @param text any text
     * @return the text as a message shows it
     */
    public static String text(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(text.length() > MAX_LENGTH ? "'..." : "'").toString();
    }

    /**
     * A list of such texts, cut after some items.
     *
     * @param texts any texts
     * @return the list in brackets
     */
    public static String list(Collection<String> texts) {
        StringBuilder list = new StringBuilder("[");
        Iterator<String> iterator = texts.iterator();
        for (int i = 0; i < MAX_ITEMS && iterator.hasNext(); i++) {
            list.append(i == 0 ? "" : ", ").append(text(iterator.next()));
        }
        if (iterator.hasNext()) {
            list.append(", ... ").append(texts.size()).append(" in all");
        }
        return list.append(']').toString();
    }
}
