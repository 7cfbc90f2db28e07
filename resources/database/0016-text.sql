-- The readable text of each photo with words, which FTS5 indexes (`index/photoText.ts` makes its table). text: best
-- readings and confirmed texts in reading order. alternatives: the other readings of unconfirmed words, as
-- `indexedReadings` has them. The subqueries sort, because SQLite before 3.44, which other programs still use, cannot read a
-- schema with an ORDER BY inside group_concat.
CREATE VIEW photo_text AS SELECT
  photo.id AS photo,
  (SELECT group_concat(text, ' ') FROM (
    SELECT text FROM word WHERE word.photo = photo.id AND mark = 'text' AND text <> '' ORDER BY position
  )) AS text,
  (SELECT group_concat(text, ' ') FROM (
    SELECT alternative.text FROM word JOIN alternative ON alternative.word = word.id
    WHERE word.photo = photo.id AND mark = 'text' AND source = 'model' AND rank > 0
      AND alternative.confidence >= 0.01
    ORDER BY position, rank
  )) AS alternatives
FROM photo WHERE EXISTS (SELECT 1 FROM word WHERE word.photo = photo.id);
