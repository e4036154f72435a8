/*
 * page - the style and the script of the web page, from the files of this folder;
 * embed.py writes them as lines that end with NULL. A digest is of all that stands
 * between the tags, the line end behind the first one too.
 */
#ifndef EXPORT_PAGE_PAGE_H
#define EXPORT_PAGE_PAGE_H

extern const char *const page_style[];
extern const char page_style_digest[];
extern const char *const page_script[];
extern const char page_script_digest[];

#endif
